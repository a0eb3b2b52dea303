import type { Vendor } from '../contract/vendor.ts';
import { createGoogleAdapter } from '../google/create-google-adapter.ts';

const baseUrl = 'https://generativelanguage.googleapis.com/v1beta';

/** Google's Gemini API, by key. For Gemini on Google Cloud see `vertex`. */
export const google: Vendor = {
  id: 'google',
  displayName: 'Google Gemini',
  dialect: 'google',
  defaultBaseUrl: baseUrl,
  environment: { apiKey: 'GOOGLE_API_KEY', baseUrl: 'GOOGLE_BASE_URL', extra: {} },
  isLocal: false,
  needsKey: true,
  createAdapter: (settings) => createGoogleAdapter(settings, baseUrl),
};
