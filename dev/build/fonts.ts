import { cp, mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);

/** Whole fonts that the invoice PDF embeds subsets of; served as static files, so that they cost the Worker no size. */
const PDF_FONTS = {
  'inter-400.ttf': '@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf',
  'inter-600.ttf': '@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf',
  'noto-sans-jp-400.ttf': '@expo-google-fonts/noto-sans-jp/400Regular/NotoSansJP_400Regular.ttf',
  'noto-sans-jp-600.ttf': '@expo-google-fonts/noto-sans-jp/600SemiBold/NotoSansJP_600SemiBold.ttf',
} as const;

export async function copyFonts(clientDir: string): Promise<void> {
  const folder = join(clientDir, 'fonts');
  await mkdir(folder, { recursive: true });
  await Promise.all(
    Object.entries(PDF_FONTS).map(([name, source]) => cp(packageFile(source), join(folder, name))),
  );
}

/** A package may keep its files out of its `exports`; its package.json shows where it lies. */
function packageFile(path: string): string {
  const [scope = '', name = '', ...rest] = path.split('/');
  return join(dirname(require.resolve(`${scope}/${name}/package.json`)), ...rest);
}
