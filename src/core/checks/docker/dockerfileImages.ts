import { place, type DockerSubject } from './dockerfileFacts.ts';
import { effective, type Instruction } from './dockerfileStages.ts';
import { failed, names, passed, short } from '../finding.ts';
import { isDigest, parseImage, whyFloating } from './imageReference.ts';
import type { Finding } from '../model.ts';

export function multiStage(of: DockerSubject): Finding {
  const expected = 'a stage that builds, and a last stage that copies the result';
  const next =
    'Name the first stage (FROM … AS build), begin a second one, and take over what it needs with COPY --from=build.';
  const taking = [...effective(of.final, 'COPY'), ...effective(of.final, 'RUN')];
  const taken = taking.find((each) => {
    const from = copiedFrom(each) ?? mountedFrom(each);
    return from !== undefined && isStage(of, from);
  });
  const at = place(of, taken?.line ?? of.final.line);
  const count = of.stages.length;
  if (taken) return passed(expected, `${count} stages, ${copyText(taken)}`, at);
  const found =
    count === 1 ? 'one stage' : `${count} stages, and the last copies from none of them`;
  return failed(expected, found, next, at);
}

export function pinnedBase(of: DockerSubject): Finding {
  const expected = 'every base image with a version as its tag';
  return eachImage(of, expected, (image) => {
    const why = whyFloating(image);
    return why && `${short(image)}: ${why}`;
  });
}

export function baseByDigest(of: DockerSubject): Finding {
  const expected = 'every base image by its digest';
  return eachImage(of, expected, (image) =>
    isDigest(parseImage(image).digest) ? undefined : `${short(image)} has no digest`,
  );
}

function eachImage(
  of: DockerSubject,
  expected: string,
  problem: (image: string) => string | undefined,
): Finding {
  const images = outsideImages(of);
  for (const { image, line } of images) {
    const found = problem(image);
    const next =
      'Write the version that you have tested, such as python:3.13-slim or name@sha256:….';
    if (found !== undefined) return failed(expected, found, next, place(of, line));
  }
  const [first] = images;
  return passed(expected, names(new Set(images.map(({ image }) => image))), {
    file: of.file,
    line: first?.line,
  });
}

/** Images from outside, by FROM and by COPY --from. */
function outsideImages(
  of: DockerSubject,
): readonly { readonly image: string; readonly line: number }[] {
  return of.stages.flatMap((stage) => [
    ...(stage.parent || stage.image === 'scratch' ? [] : [stage]),
    ...stage.instructions.flatMap((each) => {
      const image = each.keyword === 'COPY' ? copiedFrom(each) : undefined;
      return image === undefined || isStage(of, image) ? [] : [{ image, line: each.line }];
    }),
  ]);
}

function copiedFrom({ flags }: Instruction): string | undefined {
  return flags.find((flag) => flag.startsWith('--from='))?.slice('--from='.length);
}

/** `RUN --mount=from=build,…`. */
function mountedFrom({ flags }: Instruction): string | undefined {
  return flags.flatMap((flag) => /^--mount=(?:.*,)?from=([^,]+)/.exec(flag)?.[1] ?? [])[0];
}

function isStage(of: DockerSubject, name: string): boolean {
  return /^\d+$/.test(name) || of.stages.some((stage) => stage.name === name.toLowerCase());
}

function copyText({ keyword, flags, words, json }: Instruction): string {
  return short([keyword, ...flags, ...(json ?? words)].join(' '));
}
