/** What this program asks of Git. With each of these it is known which settings can start a program. */
export type GitCommand =
  | 'branch'
  | 'cat-file'
  | 'check-attr'
  | 'check-ignore'
  | 'commit-tree'
  | 'config'
  | 'for-each-ref'
  | 'init'
  | 'log'
  | 'ls-files'
  | 'ls-tree'
  | 'merge-file'
  | 'pack-objects'
  | 'read-tree'
  | 'reset'
  | 'rev-list'
  | 'rev-parse'
  | 'status'
  | 'symbolic-ref'
  | 'update-index'
  | 'update-ref'
  | 'var'
  | 'version'
  | 'write-tree';

/** A command with its arguments. */
export type GitArguments = readonly [GitCommand, ...string[]];
