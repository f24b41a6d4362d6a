/** Names in braces in the text of a payload: each message has values of its own. */
import { type RandomField, randomField, templateParts } from '../../template.ts';

/** Digits that a receiver knows a message by: the header of a payload, in hex. */
export const LEDGER_DIGITS = 40;

export type TextPart =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'group' }
  | { readonly kind: 'run' }
  | FieldOfMessage;
export type FieldOfMessage =
  | { readonly kind: 'client' | 'seq' | 'now' | 'ledger' }
  | ({ readonly kind: 'random' } & RandomField);

const OF_GROUP = ['group', 'run'] as const;
const OF_MESSAGE = ['client', 'seq', 'now', 'ledger'] as const;

/** The text taken apart; `unknown`: a name that no message has a value for, null = none. */
export function textParts(text: string): {
  readonly parts: readonly TextPart[];
  readonly unknown: string | null;
} {
  const parts: TextPart[] = [];
  for (const part of templateParts(text)) {
    if (typeof part === 'string') {
      parts.push({ kind: 'literal', text: part });
      continue;
    }
    const { name } = part;
    const ofGroup = OF_GROUP.find((known) => known === name);
    const ofMessage = OF_MESSAGE.find((known) => known === name);
    const random = randomField(name);
    if (ofGroup) parts.push({ kind: ofGroup });
    else if (ofMessage) parts.push({ kind: ofMessage });
    else if (random) parts.push({ kind: 'random', ...random });
    else return { parts, unknown: name };
  }
  return { parts, unknown: null };
}

export const namesLedger = (text: string): boolean => text.includes('{ledger}');
