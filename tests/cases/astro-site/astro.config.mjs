import { defineConfig } from 'astro/config';

export default defineConfig({ site: 'https://gunluk.example', integrations: [] });
