import { choicesOf, type Grammar, parseChoice, type TargetChoice } from '../grammar.ts';

const SITE: Grammar<'auto' | 'embedded'> = {
  what: 'site',
  words: ['auto', 'embedded'],
  schemes: ['http', 'https'],
  example: {
    url: 'http://localhost:8080',
    image: 'my-site:1',
    command: './manage.py runserver --noreload $PORT',
  },
};

/** What `--site` asks for. */
export type SiteChoice = TargetChoice<'auto' | 'embedded'>;

export const SITE_CHOICES = choicesOf(SITE);

/** Throws TargetChoiceError naming the list. */
export const parseSiteChoice = (text: string): SiteChoice => parseChoice(text, SITE);
