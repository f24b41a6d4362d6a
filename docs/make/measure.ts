/** `npm run docs:measure -- NAME…`: runs examples of the documents for real, and writes their output into the pages. */
import { EXAMPLES } from './examples.ts';
import { pagePaths, readPage } from './page.ts';
import { writePages } from './pages.ts';
import { printedText, savedIn } from './printed.ts';

const names = process.argv.slice(2);
const unknown = names.filter((name) => !Object.hasOwn(EXAMPLES, name));
if (names.length === 0 || unknown.length > 0) {
  const known = Object.keys(EXAMPLES).join(', ');
  process.stderr.write(`Names of examples are required, of ${known}; got ${unknown.join(', ') || 'none'}.\n`);
  process.exit(129);
}

const comments = pagePaths().flatMap((path) => readPage(path).blocks.map(({ comment }) => comment));
for (const name of names) {
  process.stderr.write(`${name}\n`);
  const printed = await EXAMPLES[name]!();
  const comment = comments
    .flatMap((one) => (one.startsWith('printed: ') ? [one.slice('printed: '.length)] : []))
    .find((one) => savedIn(one).path.endsWith(`/${name}.json`));
  if (comment === undefined) continue;
  const again = printedText(comment);
  // What is saved has to tell all that was printed.
  if (again.trim() !== printed.trim())
    throw new Error(`${name} printed\n${printed}\nand what it saved gives\n${again}`);
}
for (const path of writePages()) process.stdout.write(`${path}\n`);
