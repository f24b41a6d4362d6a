/**
 * Which publishers a topic filter matches (OASIS MQTT 4.7): a tree of topic levels, walked once a
 * filter, so ten thousand filters against ten thousand topics stay cheap.
 */
interface Level {
  readonly children: Map<string, Level>;
  readonly values: number[];
}

const newLevel = (): Level => ({ children: new Map(), values: [] });

export class TopicIndex {
  readonly #root = newLevel();

  add(topic: string, value: number): void {
    let level = this.#root;
    for (const name of topic.split('/')) {
      let child = level.children.get(name);
      if (!child) {
        child = newLevel();
        level.children.set(name, child);
      }
      level = child;
    }
    level.values.push(value);
  }

  /** Values of all topics the filter matches. */
  match(filter: string): number[] {
    const found: number[] = [];
    collect(this.#root, filter.split('/'), 0, found);
    return found;
  }
}

function collect(level: Level, names: readonly string[], depth: number, found: number[]): void {
  const name = names[depth];
  if (name === undefined) {
    for (const value of level.values) found.push(value);
  } else if (name === '#') {
    collectAll(level, depth === 0, found);
  } else if (name === '+') {
    for (const [childName, child] of level.children) {
      if (depth > 0 || !childName.startsWith('$')) collect(child, names, depth + 1, found);
    }
  } else {
    const child = level.children.get(name);
    if (child) collect(child, names, depth + 1, found);
  }
}

/** `#` includes the parent level; at the top it leaves `$…` topics out (OASIS MQTT 4.7.2). */
function collectAll(level: Level, top: boolean, found: number[]): void {
  for (const value of level.values) found.push(value);
  for (const [name, child] of level.children) {
    if (!top || !name.startsWith('$')) collectAll(child, false, found);
  }
}

export interface Subscription {
  /** Name of a shared subscription (OASIS MQTT 5 4.8.2), or null. */
  readonly share: string | null;
  readonly filter: string;
}

/** Takes `$share/NAME/filter` apart. */
export function readSubscription(text: string): Subscription {
  const match = /^\$share\/([^/+#]+)\/(.+)$/.exec(text);
  return match ? { share: match[1]!, filter: match[2]! } : { share: null, filter: text };
}
