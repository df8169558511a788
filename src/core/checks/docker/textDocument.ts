// In bundles this stands for `vscode-languageserver-textdocument`, of which dockerfile-ast reads
// texts alone: half a kilobyte in the place of four, in a file that travels into every project.

interface Place {
  readonly line: number;
  readonly character: number;
}

/** A text that is never changed, by places and by offsets. */
class FixedDocument {
  private readonly text: string;
  /** The offset at which each line begins. */
  private readonly lines: readonly number[];

  constructor(text: string) {
    this.text = text;
    this.lines = [
      0,
      ...[...text.matchAll(/\r\n?|\n/g)].map(({ 0: end, index }) => index + end.length),
    ];
  }

  getText(range?: { readonly start: Place; readonly end: Place }): string {
    return range
      ? this.text.substring(this.offsetAt(range.start), this.offsetAt(range.end))
      : this.text;
  }

  offsetAt({ line, character }: Place): number {
    const from = this.lines[line];
    if (from === undefined) return line < 0 ? 0 : this.text.length;
    const end = this.lines[line + 1] ?? this.text.length;
    return this.beforeEnd(from, Math.min(from + Math.max(character, 0), end));
  }

  positionAt(offset: number): Place {
    const at = Math.max(Math.min(offset, this.text.length), 0);
    let line = 0;
    let after = this.lines.length;
    while (after - line > 1) {
      const middle = (line + after) >> 1;
      if ((this.lines[middle] ?? 0) > at) after = middle;
      else line = middle;
    }
    const from = this.lines[line] ?? 0;
    return { line, character: this.beforeEnd(from, at) - from };
  }

  /** An offset in a line, in front of the characters that end it. */
  private beforeEnd(from: number, offset: number): number {
    let at = offset;
    while (at > from && /[\r\n]/.test(this.text.charAt(at - 1))) at -= 1;
    return at;
  }
}

export const TextDocument = {
  create: (_uri: string, _language: string, _version: number, text: string) =>
    new FixedDocument(text),
};
