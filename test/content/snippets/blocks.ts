/** A fenced block of a page. */
export interface Block {
  readonly language: string;
  /** `run`, `check`, `output`, `noexec` or nothing. */
  readonly kind: 'run' | 'check' | 'output' | 'noexec' | 'plain';
  /** The file that the block is written to, when it names one. */
  readonly file?: string;
  /** Which validator, when `check=` or a language of its own says so. */
  readonly validator?: string;
  readonly reason?: string;
  /** The Python environment that it needs. */
  readonly environment?: string;
  readonly code: string;
  /** 1-based line of the opening fence. */
  readonly line: number;
}

const INFO = /(\w[\w-]*)(?:=("[^"]*"|\S+))?/g;
const KINDS = ['run', 'check', 'output', 'noexec'] as const;

/** The fenced blocks of a Markdown page, in order. */
export function blocksOf(markdown: string): readonly Block[] {
  const lines = markdown.split('\n');
  const blocks: Block[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    const opening = /^(`{3,})(\S*)\s*(.*)$/.exec(lines[index] ?? '');
    if (!opening) continue;
    const [, fence = '```', language = '', info = ''] = opening;
    const start = index + 1;
    let end = start;
    while (end < lines.length && lines[end] !== fence) end += 1;
    index = end;
    const flags = new Map(
      [...info.matchAll(INFO)].map(([, name = '', value = '']) => [
        name,
        value.replace(/^"|"$/g, ''),
      ]),
    );
    const kind = KINDS.find((each) => flags.has(each)) ?? 'plain';
    const file = flags.get('file');
    const reason = flags.get('reason');
    const environment = flags.get('env');
    const named = flags.get('check') ?? '';
    const validator = kind === 'check' ? (named === '' ? language : named) : undefined;
    blocks.push({
      language,
      kind,
      code: `${lines.slice(start, end).join('\n')}\n`,
      line: start,
      ...(file === undefined ? {} : { file }),
      ...(reason === undefined ? {} : { reason }),
      ...(environment === undefined ? {} : { environment }),
      ...(validator === undefined ? {} : { validator }),
    });
  }
  return blocks;
}

/** Languages whose blocks look as if one could run them. */
export const RUNNABLE = new Set([
  'bash',
  'sh',
  'python',
  'sql',
  'go',
  'dockerfile',
  'yaml',
  'hcl',
  'groovy',
]);
