import type {Config} from '@docusaurus/types';

const base = '/';

const config: Config = {
  title: 'Tidewheel',
  tagline: 'A clock for harbours',
  url: 'https://tidewheel.example',
  baseUrl: base,
  i18n: { defaultLocale: 'en', locales: ['en'] },
  presets: [['classic', { blog: { showReadingTime: true, routeBasePath: 'news' } }]],
};

export default config;
