/** The bundle has the types of the package it is made of. */
declare module 'echarts/dist/echarts.esm.min.mjs' {
  export * from 'echarts';
}
