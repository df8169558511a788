import { fails, passes, text } from '../fakeWorld.ts';

const check = { dockerfile: { facts: ['revision-label'] } };
const project = (dockerfile: string) => ({ files: { Dockerfile: dockerfile } });
const onSlim = (...lines: readonly string[]) => project(text('FROM python:3.13-slim', ...lines));

describe('the fact revision-label', () => {
  const LABEL = 'org.opencontainers.image.revision';
  for (const lines of [
    ['ARG REVISION', `LABEL ${LABEL}=$REVISION`],
    ['arg REVISION=unknown', `label a="b" \\`, `  ${LABEL}="\${REVISION}"`],
    ['ARG REVISION', `LABEL "${LABEL}"="\${REVISION:-unknown}"`],
    ['ARG REVISION=none', 'ENV COMMIT=${REVISION}', `LABEL ${LABEL}=\${COMMIT}`],
    ['ARG REVISION', `LABEL ${LABEL} $REVISION`],
  ]) {
    it(`takes ${lines.join(', ')}`, () => passes(check, onSlim(...lines)));
  }
  for (const [lines, found] of [
    [['ARG REVISION', `LABEL ${LABEL}=4f2c1d9`], /does not change/],
    [[`LABEL ${LABEL}=$REVISION`, 'ARG REVISION'], /does not change/],
    [['ARG REVISION', 'LABEL org.opencontainers.image.version=$REVISION'], /no label/],
    [['ARG REVISION', `# LABEL ${LABEL}=$REVISION`], /no label/],
    [['ARG REVISION', `LABEL ${LABEL}=$REVISION`, `LABEL ${LABEL}=1`], /does not change/],
    [['ARG COMMIT', `LABEL ${LABEL}=$COMMIT`], /does not change/],
  ] as const) {
    it(`refuses ${lines.join(', ')}`, () => fails(check, onSlim(...lines), found));
  }
  it('wants the argument in the stage of the label, and the label in the last one', async () => {
    const label = `LABEL ${LABEL}=$REVISION`;
    const outside = text('ARG REVISION', 'FROM a:1', label);
    await fails(check, project(outside), /does not change/);
    const early = text('FROM a:1', 'ARG REVISION', label, 'FROM a:1');
    await fails(check, project(early), /no label/);
    const inherited = text('ARG REVISION', 'FROM a:1 AS b', 'ARG REVISION', label, 'FROM b');
    await passes(check, project(inherited));
  });
});
