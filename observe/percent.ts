/** As sentences of evidence have it: `97 %`, `0.4 %`. */
export const percent = (value: number) => `${value >= 10 ? value.toFixed(0) : value.toFixed(1)} %`;
