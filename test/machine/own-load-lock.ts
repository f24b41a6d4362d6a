/** Tests that count may have their loads at once with those of other workers; tests that time have the machine alone. */
process.env.TIDEMARK_LOAD_LOCK = `tidemark-load-${process.env.VITEST_POOL_ID}`;
