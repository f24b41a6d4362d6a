/** What a user writes once, or as a list. */
import { z } from 'zod';

export const oneOrList = <T extends z.ZodType>(one: T, none: string): z.ZodUnion<[T, z.ZodArray<T>]> =>
  z.union([one, z.array(one).min(1, none)]);
