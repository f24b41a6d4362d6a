/** The table of docs/reliability.md, made from what the campaign of faults saved. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ROOT } from './page.ts';

export const campaignSchema = z.strictObject({
  /** The day on which it ended. */
  date: z.iso.date(),
  durationMs: z.int().positive(),
  /** So many of each kind. */
  damagedInputs: z.int().positive(),
  faults: z.array(
    z.strictObject({
      name: z.string(),
      expected: z.string(),
      seen: z.string(),
      /** What was required to provoke it, and was not there; null: it was provoked. */
      lacking: z.string().nullable(),
    }),
  ),
});
export type Campaign = z.infer<typeof campaignSchema>;
type SeenFault = Campaign['faults'][number];

const USERS = { root: 'as root', user: 'as an ordinary user' } as const;

const savedSchema = z.partialRecord(z.enum(['root', 'user']), campaignSchema);
type Campaigns = z.infer<typeof savedSchema>;

export const SAVED_CAMPAIGNS = join(ROOT, 'docs/printed/faults.json');

export const savedCampaigns = (): Campaigns =>
  savedSchema.parse(JSON.parse(readFileSync(SAVED_CAMPAIGNS, 'utf8')));

/** What each campaign saw, and a table with a column for each. */
export function faultTable(campaigns: Campaigns): string {
  const told = (['root', 'user'] as const).flatMap((user) => {
    const campaign = campaigns[user];
    return campaign ? [{ user: USERS[user], campaign }] : [];
  });
  const names = new Set(told.flatMap(({ campaign }) => campaign.faults.map(({ name }) => name)));
  const rows = [...names].map((name) => {
    const seen = told.map(({ campaign }) => campaign.faults.find((fault) => fault.name === name));
    return [name, seen.find((one) => one !== undefined)?.expected ?? '', ...seen.map(seenText)];
  });
  const header = ['fault', 'expected', ...told.map(({ user }) => `seen ${user}`)];
  return [
    ...told.map(
      ({ user, campaign }) =>
        `- ${campaign.date}, ${user}: ${countText(campaign)}, in ${minutes(campaign)} min, with ${campaign.damagedInputs.toLocaleString('en-US')} damaged inputs of each kind.`,
    ),
    '',
    ...[header, header.map(() => '---'), ...rows].map((cells) => `| ${cells.map(cell).join(' | ')} |`),
  ].join('\n');
}

/** `33 of 33 (3 left out)`: those that were left out do not count. */
export function countText({ faults }: Campaign): string {
  const provoked = faults.filter(({ lacking }) => lacking === null);
  const left = faults.length - provoked.length;
  return `${provoked.filter(isRight).length} of ${provoked.length}${left > 0 ? ` (${left} left out)` : ''}`;
}

/** It was as expected, or left out. */
export const isRight = ({ expected, seen, lacking }: SeenFault): boolean =>
  lacking !== null || seen === expected;

function seenText(fault: SeenFault | undefined): string {
  if (fault === undefined) return 'not provoked';
  if (fault.lacking !== null) return `left out: ${fault.lacking} is required`;
  return isRight(fault) ? 'as expected' : fault.seen;
}

const minutes = ({ durationMs }: Campaign): number => Math.max(1, Math.round(durationMs / 60_000));

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
