// What the scripts of this theme share. Refined by the pages' own files as they need.
declare const KT: any;
