import {
  Composer,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  Parser,
  type Document,
  type Pair,
  type YAMLMap,
} from 'yaml';
import {
  DocumentError,
  limitDocuments,
  limitLevels,
  limitParts,
  limitValue,
} from './documentLimits.ts';
import type { ParsedFile } from './parsedFile.ts';
import type { ValuePath } from './expectation.ts';

/** Parses a YAML file of one document. @throws DocumentError when it is broken or too large. */
export function parseYaml(text: string): ParsedFile {
  const [document, another] = parseAll(text, true);
  if (!document) throw new DocumentError('Nothing to read');
  if (!another) return document();
  throw new DocumentError('Several documents (---) where one is expected');
}

/** Parses all documents of a YAML file; lines are those of the file. @throws as `parseYaml` does. */
export function parseAllYaml(text: string): readonly ParsedFile[] {
  return parseAll(text, false).map((document) => document());
}

/** @param one whether an empty text is a document too */
function parseAll(text: string, one: boolean): readonly (() => ParsedFile)[] {
  const lines = new LineCounter();
  const composer = new Composer({
    // Looked for below: the parser's own search takes the square of their number.
    uniqueKeys: false,
    // Merge keys, which only YAML 1.1 has, would multiply what they repeat.
    schema: 'core',
    resolveKnownTags: false,
    logLevel: 'error',
  });
  // The first error is the one that is told; a hostile text has one for each character.
  Object.assign(composer, { onError: firstError(lines) });
  const documents: Document.Parsed[] = [];
  for (const document of composer.compose(tokensOf(text, lines), one, text.length)) {
    documents.push(document);
    limitDocuments(documents.length);
  }
  return documents.map((document) => () => fromYaml(document, lines));
}

type ErrorPlace = number | readonly [number, number] | { readonly offset: number };

function firstError(lines: LineCounter) {
  let first: DocumentError | undefined;
  return (at: ErrorPlace, _code: string, message: string, warning?: boolean): void => {
    if (warning === true) return;
    const offset = typeof at === 'number' ? at : 'offset' in at ? at.offset : at[0];
    // The parser catches what is thrown, and tells it again at an outer place.
    throw (first ??= new DocumentError(message, lines.linePos(offset).line));
  };
}

/** The tokens of a text, up to the first that is one too many. */
function* tokensOf(text: string, lines: LineCounter) {
  const parser = new Parser(lines.addNewLine);
  lines.addNewLine(0);
  let tokens = 0;
  let aliases = 0;
  for (const lexeme of new Lexer().lex(text)) {
    tokens += 1;
    if (lexeme.startsWith('*')) aliases += 1;
    const line = lines.lineStarts.length;
    limitParts(tokens, aliases, line);
    for (const token of parser.next(lexeme)) {
      if (token.type === 'error') throw new DocumentError(token.message, line);
      yield token;
    }
    limitLevels(parser.stack.length - 1, () => line);
  }
  yield* parser.end();
}

function fromYaml(document: Document.Parsed, lines: LineCounter): ParsedFile {
  const [error] = document.errors;
  if (error) throw new DocumentError(error.message, lines.linePos(error.pos[0]).line);
  const repeated = repeatedKey(document.contents);
  if (repeated !== undefined) {
    throw new DocumentError('Map keys must be unique', lines.linePos(repeated).line);
  }
  const value: unknown = document.toJS({ maxAliasCount: -1 });
  limitValue(value);
  const pairs = new WeakMap<YAMLMap, ReadonlyMap<string, Pair>>();
  return { value, lineOf: (path) => lines.linePos(offsetOf(document, path, pairs)).line };
}

/** The offset of the first key that its mapping has already. */
function repeatedKey(node: unknown): number | undefined {
  if (isSeq(node)) return first(node.items, repeatedKey);
  if (!isMap(node)) return undefined;
  const known = new Set<unknown>();
  return first(node.items, ({ key, value }) => {
    if (isScalar(key)) {
      if (known.has(key.value)) return key.range?.[0] ?? 0;
      known.add(key.value);
    }
    return repeatedKey(key) ?? repeatedKey(value);
  });
}

function first<Item>(
  items: readonly Item[],
  look: (item: Item) => number | undefined,
): number | undefined {
  for (const item of items) {
    const found = look(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Where the key or entry at a path begins; where its nearest owner does, when there is none. */
function offsetOf(
  document: Document.Parsed,
  path: ValuePath,
  pairs: WeakMap<YAMLMap, ReadonlyMap<string, Pair>>,
): number {
  let node: unknown = document.contents;
  let offset = document.contents?.range[0] ?? 0;
  for (const key of path) {
    if (isAlias(node)) node = node.resolve(document);
    let place: unknown;
    if (isMap(node)) {
      const known = pairs.get(node) ?? pairsOf(node);
      pairs.set(node, known);
      const pair = known.get(String(key));
      place = pair?.key;
      node = pair?.value;
    } else if (isSeq(node)) {
      place = node = node.items[Number(key)];
    } else break;
    const range = (place as { readonly range?: readonly number[] } | undefined)?.range;
    if (range?.[0] === undefined) break;
    offset = range[0];
  }
  return offset;
}

function pairsOf(map: YAMLMap): ReadonlyMap<string, Pair> {
  return new Map(
    map.items.map((pair) => [String(isScalar(pair.key) ? pair.key.value : pair.key), pair]),
  );
}
