import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  plugins: [svelte({ configFile: false })],
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1500,
    // What desks share with the page is one file: each more is a request before the first tile.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [{ name: 'words', test: /node_modules\/svelte\/|src\/(words|colours)\.ts$/ }],
        },
      },
    },
  },
  server: { proxy: { '/v1': 'http://127.0.0.1:8080', '/tiles': 'http://127.0.0.1:8080' } },
  test: { include: ['test/**/*.test.ts'], globalSetup: 'test/setup.ts' },
})
