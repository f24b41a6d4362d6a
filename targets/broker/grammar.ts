import { choicesOf, type Grammar, parseChoice, type TargetChoice } from '../grammar.ts';

const BROKER: Grammar<'auto' | 'embedded' | 'native'> = {
  what: 'broker',
  words: ['auto', 'embedded', 'native'],
  schemes: ['mqtt'],
  unspoken: { mqtts: 'TLS is not spoken yet; use mqtt://' },
  example: { url: 'mqtt://localhost:1883', image: 'eclipse-mosquitto:2', command: 'mosquitto -p $PORT' },
};

/** What `--broker` asks for. */
export type BrokerChoice = TargetChoice<'auto' | 'embedded' | 'native'>;

export const BROKER_CHOICES = choicesOf(BROKER);

/** Throws TargetChoiceError naming the list. */
export const parseBrokerChoice = (text: string): BrokerChoice => parseChoice(text, BROKER);
