declare module 'markdown-it-container' {
  import type { Env, MarkdownIt, Token } from 'markdown-it';
  interface ContainerOptions {
    validate?(params: string): boolean;
    render?(tokens: Token[], index: number, options: unknown, environment: Env): string;
  }
  export default function container(md: MarkdownIt, name: string, options?: ContainerOptions): void;
}
