import type { MigrationsFile, PhaseFile, ProjectFile, RoadmapFile } from './schema.ts';
import type { StepSource } from './stepFolder.ts';
import type { YamlSource } from './yamlSource.ts';

/** A phase's file together with its folder and its pages. */
export interface PhaseSource {
  readonly folder: string;
  readonly source: YamlSource<PhaseFile>;
  readonly intro: string | undefined;
  /** Note slug to its Markdown. */
  readonly notes: ReadonlyMap<string, string>;
  /** Files beside the notes (pictures), by path relative to the phase's folder. */
  readonly assets: ReadonlySet<string>;
}

/** A project's file together with the folders of its steps, in order. */
export interface ProjectSource extends YamlSource<ProjectFile> {
  readonly steps: readonly StepSource[];
}

/** Everything that was read, before it is compiled. */
export interface RoadmapSources {
  readonly roadmap: YamlSource<RoadmapFile>;
  readonly phases: readonly PhaseSource[];
  readonly projects: readonly ProjectSource[];
  /** Undefined when nothing has ever changed its id. */
  readonly migrations: YamlSource<MigrationsFile> | undefined;
}
