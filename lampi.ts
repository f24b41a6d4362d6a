/** The public names of the LAMPI site: its accounts, and the changes of its configuration. */
export { ACCOUNTS as LAMPI_ACCOUNTS, account as lampiAccount } from './targets/site/lampi/accounts.ts';
export { CHANGES as LAMPI_CHANGES } from './targets/site/lampi/changes.ts';
