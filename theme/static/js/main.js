// What every page runs when it is there, in this order. The build (plugins/assets) puts these modules into one file, each in a block of
// its own: so they import and export nothing. What is needed later they load by `import("./lazy/name.js")`, which the
// build leads to the fingerprinted file.
import "./eager/scheme.js";
import "./eager/media.js";
import "./eager/contents.js";
import "./eager/code.js";
import "./eager/search.js";
