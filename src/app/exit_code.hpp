// Exit codes that scripts may rely on; docs/guides/command-line.md tells them.
#pragma once

namespace tessera::app {

inline constexpr int kOk = 0;
inline constexpr int kFailed = 1;          // a run-time error
inline constexpr int kUsage = 2;           // wrong arguments or configuration
inline constexpr int kChangesPending = 3;  // a check found something to do
inline constexpr int kNotAllowed = 4;      // the server: no permission, or no good token
inline constexpr int kNotFound = 5;        // the server: there is no such thing
inline constexpr int kConflict = 6;        // the server: not as things are, or changed meanwhile
// Of `tessera plan` alone, as pipelines know it: 0 nothing to do, 2 something would change, 1 for
// all that is wrong, wrong arguments too.
inline constexpr int kWouldChange = 2;

}  // namespace tessera::app
