// Exit codes that scripts may rely on.
#pragma once

namespace tessera::app {

inline constexpr int kOk = 0;
inline constexpr int kFailed = 1;          // a run-time error
inline constexpr int kUsage = 2;           // wrong arguments or configuration
inline constexpr int kChangesPending = 3;  // a check found something to do

}  // namespace tessera::app
