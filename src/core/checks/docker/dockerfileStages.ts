import {
  DockerfileParser,
  ModifiableInstruction,
  PropertyInstruction,
  type Instruction as Parsed,
} from 'dockerfile-ast';
import { texts } from '../untyped.ts';
import { expandVariables } from './variables.ts';

/** One instruction, with its variables put in. */
export interface Instruction {
  readonly keyword: string;
  /** 1-based. */
  readonly line: number;
  readonly words: readonly string[];
  /** The parts of a JSON list; undefined when the arguments are none. */
  readonly json: readonly string[] | undefined;
  /** The arguments without flags, with its variables; for HEALTHCHECK, without `CMD`. */
  readonly raw: string;
  /** The same as it is written: what starts with a container is filled in by its shell. */
  readonly written: string;
  /** `--from=build`. */
  readonly flags: readonly string[];
  /** Of ARG, ENV and LABEL; a value that is not given is undefined. */
  readonly variables: readonly (readonly [string, string | undefined])[];
}

/** What stands between one FROM and the next. */
export interface Stage {
  readonly index: number;
  readonly name: string | undefined;
  /** The image that it begins from, or another stage's name. */
  readonly image: string;
  /** The stage that it begins from. */
  readonly parent: Stage | undefined;
  /** 1-based line of FROM. */
  readonly line: number;
  readonly instructions: readonly Instruction[];
}

/** A Dockerfile as its build sees it. */
export interface Dockerfile {
  readonly stages: readonly Stage[];
  /** ARG before the first FROM. */
  readonly globals: readonly Instruction[];
}

type Variables = Map<string, string | undefined>;

// Far beyond what a builder takes; keeps a hostile file from costing more than its size.
const MOST_INSTRUCTIONS = 2000;
const LONGEST_RAW = 16 * 1024;
/** What takes paths and names, whose quotes a builder removes. */
const PLAIN_WORDS = new Set(['COPY', 'ADD', 'USER', 'WORKDIR']);

/**
 * Parses a Dockerfile; what a builder would refuse is passed over.
 * @param given build arguments, which win over the defaults of ARG
 */
export function parseDockerfile(
  source: string,
  given: Readonly<Record<string, string>> = {},
): Dockerfile {
  const globals: Instruction[] = [];
  const globalValues: Variables = new Map();
  const stages: OpenStage[] = [];
  const named = new Map<string, OpenStage>();
  let values = globalValues;
  // A mark at the start of the file is no part of the first keyword, nor `\r` of the last word.
  const file = DockerfileParser.parse(source.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n'));
  for (const parsed of file.getInstructions().slice(0, MOST_INSTRUCTIONS)) {
    const keyword = parsed.getKeyword().toUpperCase();
    const stage = stages.at(-1);
    if (keyword === 'FROM') {
      const { words, line } = read(parsed, keyword, globalValues);
      const [image = '', as, name] = words;
      const parent = named.get(image.toLowerCase());
      const opened: OpenStage = {
        index: stages.length,
        name: as?.toUpperCase() === 'AS' ? name?.toLowerCase() : undefined,
        image,
        parent,
        line,
        instructions: [],
        environment: new Map(parent?.environment),
      };
      values = new Map(opened.environment);
      stages.push(opened);
      if (opened.name !== undefined) named.set(opened.name, opened);
      continue;
    }
    const instruction = read(parsed, keyword, values);
    for (const [name, written] of instruction.variables) {
      if (keyword === 'LABEL') break;
      const value = keyword === 'ARG' && Object.hasOwn(given, name) ? given[name] : written;
      values.set(name, value ?? (stage ? globalValues.get(name) : undefined));
      if (keyword === 'ENV') stage?.environment.set(name, value);
    }
    (stage?.instructions ?? globals).push(instruction);
  }
  return { stages, globals };
}

interface OpenStage extends Stage {
  readonly instructions: Instruction[];
  /** What ENV has set; unlike ARG it reaches the stages that begin from this one. */
  readonly environment: Variables;
}

function read(parsed: Parsed, keyword: string, values: Variables): Instruction {
  const expand = (text: string) => expandVariables(text, (name) => values.get(name));
  const written = rawOf(parsed, keyword);
  const words = parsed.getArguments().map((argument) => expand(argument.getValue()));
  return {
    keyword,
    line: parsed.getRange().start.line + 1,
    words: PLAIN_WORDS.has(keyword) ? plainWords(words, written) : words,
    raw: expand(written),
    written,
    json: jsonOf(parsed.getArgumentsContent() ?? '', keyword),
    flags:
      parsed instanceof ModifiableInstruction
        ? parsed.getFlags().map((flag) => expand(flag.toString()))
        : [],
    variables: parsed instanceof PropertyInstruction ? variablesOf(parsed, expand) : [],
  };
}

/** Words without quotes, and without the here-documents below their line. */
function plainWords(words: readonly string[], written: string): readonly string[] {
  const [first = ''] = written.split('\n');
  const own = /(?:^|\s)<<-?["']?\w/.test(first) ? first.split(/\s+/) : words;
  return own.map((word) => word.replace(/^(["'])(.*)\1/, '$2'));
}

function rawOf(parsed: Parsed, keyword: string): string {
  const written = (parsed.getRawArgumentsContent() ?? '').slice(0, LONGEST_RAW);
  return keyword === 'HEALTHCHECK' ? written.replace(/^\s*CMD\s+/i, '') : written;
}

function variablesOf(
  parsed: PropertyInstruction,
  expand: (text: string) => string,
): Instruction['variables'] {
  return parsed.getProperties().map((property) => {
    const value = property.getValue();
    return [property.getName(), value === null ? undefined : expand(value)] as const;
  });
}

/** Docker takes arguments for a list only when they are JSON, so with double quotes. */
function jsonOf(content: string, keyword: string): readonly string[] | undefined {
  const body = keyword === 'HEALTHCHECK' ? content.replace(/^\s*CMD\s+/i, '') : content;
  if (!body.trimStart().startsWith('[')) return undefined;
  try {
    const value: unknown = JSON.parse(body.replace(/^[ \t]*#.*$/gm, ''));
    return Array.isArray(value) && value.every((part) => typeof part === 'string')
      ? texts(value)
      : undefined;
  } catch {
    return undefined;
  }
}

/** A stage and those that it begins from, the outermost first. */
export function lineage(stage: Stage): readonly Stage[] {
  const found: Stage[] = [];
  for (let at: Stage | undefined = stage; at; at = at.parent) found.unshift(at);
  return found;
}

/** Instructions of one kind that hold for an image: those of its stage after those it inherits. */
export function effective(stage: Stage, keyword: string): readonly Instruction[] {
  return lineage(stage).flatMap((each) =>
    each.instructions.filter((instruction) => instruction.keyword === keyword),
  );
}
