/** The rooms of src/ and who may import whom (docs/architecture.md). */
const room = (name) => `^src/${name}/`;
const only = (name, from, allowed) => ({
  name,
  severity: 'error',
  from: { path: from },
  to: { path: '^src/', pathNot: allowed },
});

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphans',
      severity: 'error',
      // Those of the second path stand for packages in bundles (scripts/build.mts).
      from: {
        orphan: true,
        path: '^src/',
        pathNot:
          '\\.d\\.ts$|^src/contract/|^src/core/checks/docker/(?:positions|textDocument)\\.ts$',
      },
      to: {},
    },
    only('core-imports-core', room('core'), [room('core')]),
    only('roadmap-is-ground-floor', '^src/core/roadmap/', [
      '^src/core/roadmap/',
      '^src/core/errors',
    ]),
    only('contract-imports-nothing', room('contract'), [room('contract')]),
    only('node-imports-core', room('node'), [room('node'), room('core')]),
    only('webview-imports-contract', room('webview'), [room('webview'), room('contract')]),
    only('cli-imports-node-core', room('cli'), [room('cli'), room('node'), room('core')]),
    only('editor-imports', room('editor'), [
      room('editor'),
      room('node'),
      room('core'),
      room('contract'),
    ]),
    {
      name: 'core-is-pure',
      comment: 'core knows no vscode and no Node: the world comes in as ports',
      severity: 'error',
      from: { path: '^src/(core|contract|webview)/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'vscode-in-editor-only',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(editor/|extension\\.ts|app\\.ts)' },
      to: { path: '(^|/)vscode$|@types/vscode' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.js'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default'],
    },
  },
};
