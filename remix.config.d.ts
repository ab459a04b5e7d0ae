import type { VitePluginConfig } from '@remix-run/dev';

declare const config: Pick<VitePluginConfig, 'appDirectory' | 'future'>;
export default config;
