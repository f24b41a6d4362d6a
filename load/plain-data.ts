/** Shapes that plans and results are made of, and the types that follow from them. Plain data, JSON-safe. */
import { z } from 'zod';

export const list = <T extends z.ZodType>(item: T) => z.array(item).readonly();
export const record = <T extends z.ZodType>(item: T) => z.record(z.string(), item);
export const texts = z.record(z.string(), z.string());
export const numbers = list(z.number());
/** One value a second; null in a second without samples. */
export const gaps = list(z.number().nullable());

type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;
/** The type of a schema's data; nobody changes what is saved. */
export type PlainData<S extends z.ZodType> = DeepReadonly<z.output<S>>;
/** The type of what a user writes for a schema. */
export type Written<S extends z.ZodType> = DeepReadonly<z.input<S>>;
