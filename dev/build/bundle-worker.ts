import { resolve } from 'node:path';
import { build, type Plugin } from 'esbuild';

export interface WorkerBundle {
  entry: string;
  /** The bundle, one ESM file. */
  outFile: string;
  /** Remix's server build, for the Worker that imports it. */
  serverBuildFile?: string;
}

/** One Worker as workerd takes it: a single ESM file, `node:` and `cloudflare:` left to the runtime. */
export async function bundleWorker({ entry, outFile, serverBuildFile }: WorkerBundle): Promise<void> {
  await build({
    entryPoints: [entry],
    outfile: outFile,
    bundle: true,
    format: 'esm',
    target: 'es2022',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    conditions: ['workerd', 'worker', 'browser', 'import', 'module'],
    minify: true,
    legalComments: 'none',
    sourcemap: 'external',
    logLevel: 'silent',
    loader: { '.ttf': 'binary' },
    define: {
      'process.env.NODE_ENV': '"production"',
      // pdfkit resolves its standard fonts against this at start-up; a Worker has no such address of its own.
      'import.meta.url': '"file:///worker.js"',
    },
    plugins: [runtimeModules, ...(serverBuildFile === undefined ? [] : [serverBuild(serverBuildFile)])],
  });
}

const NODE_BUILTINS =
  /^(assert|async_hooks|buffer|crypto|events|fs|http|https|net|os|path|process|querystring|stream|string_decoder|timers|tls|tty|url|util|zlib)(\/.*)?$/;

/** What workerd itself provides under `nodejs_compat`. */
const runtimeModules: Plugin = {
  name: 'runtime-modules',
  setup(pluginBuild) {
    pluginBuild.onResolve({ filter: /^(node|cloudflare):/ }, ({ path }) => ({ path, external: true }));
    pluginBuild.onResolve({ filter: NODE_BUILTINS }, async ({ path, kind, resolveDir, pluginData }) => {
      if (pluginData === 'asked') return undefined;
      const installed = await pluginBuild.resolve(path, { kind, resolveDir, pluginData: 'asked' });
      return installed.errors.length === 0 ? installed : { path: `node:${path}`, external: true };
    });
  },
};

function serverBuild(file: string): Plugin {
  return {
    name: 'remix-server-build',
    setup(pluginBuild) {
      pluginBuild.onResolve({ filter: /\/build\/server\/index\.js$/ }, () => ({ path: resolve(file) }));
    },
  };
}
