import { config } from 'zod';

// The content security policy forbids `new Function`, so schemas must not compile themselves. Imported before any schema is made.
config({ jitless: true });
