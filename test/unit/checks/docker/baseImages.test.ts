import { fails, passes, text } from '../fakeWorld.ts';

const check = (fact: string) => ({ dockerfile: { facts: [fact] } });
const project = (dockerfile: string) => ({ files: { Dockerfile: dockerfile } });
const onSlim = (...lines: readonly string[]) => project(text('FROM python:3.13-slim', ...lines));

describe('the facts pinned-base and base-by-digest', () => {
  const digest = `python@sha256:${'0'.repeat(64)}`;
  for (const [image, found] of [
    ['python', /no tag, which means latest/],
    ['python:latest', /the tag latest/],
    ['python:slim', /the tag slim/],
    ['localhost:5000/python', /no tag/],
    ['${IMAGE}', /a variable without a default/],
  ] as const) {
    it(`refuses ${image}`, () =>
      fails(check('pinned-base'), project(`FROM ${image}\n`), found, 'Dockerfile:1'));
  }
  it('refuses an image that COPY takes without a version', () =>
    fails(
      check('pinned-base'),
      onSlim('COPY --from=ghcr.io/astral-sh/uv /uv /bin/'),
      /uv: no tag/,
      'Dockerfile:2',
    ));
  it('takes versions, digests, scratch and other stages', async () => {
    const lines = [
      'FROM debian:bookworm-slim AS a',
      `FROM ${digest} AS b`,
      'FROM scratch AS c',
      'FROM --platform=linux/amd64 a',
    ];
    await passes(check('pinned-base'), project(text(...lines)));
  });
  it('takes a digest for the one, a tag not for the other', async () => {
    await passes(check('base-by-digest'), project(`FROM ${digest}\n`));
    await fails(check('base-by-digest'), onSlim(), /python:3.13-slim has no digest/);
    await fails(check('base-by-digest'), project('FROM python@sha256:12\n'), /no digest/);
  });
});
