/** Where a user says the CSRF token of a site is. */
import { z } from 'zod';
import type { CsrfNames } from './plan.ts';

export const DJANGO: CsrfNames = { field: 'csrfmiddlewaretoken', cookie: 'csrftoken' };

export const csrfInput = z.strictObject({ field: z.string(), cookie: z.string().nullable().default(null) });
