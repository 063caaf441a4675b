// Signals as values: blocked in every thread, taken by the main thread.
#pragma once

#include <chrono>
#include <functional>

namespace tessera::app {

// Call before any thread starts; children of the cluster unblock them for themselves.
void block_signals();
// Waits for SIGINT, SIGTERM or SIGHUP; on_hangup runs for each SIGHUP. Returns the other one.
int wait_for_end(const std::function<void()>& on_hangup);
// Waits for a SIGINT or SIGTERM, at most so long.
void wait_for_another(std::chrono::nanoseconds limit);
// From any thread: as if SIGTERM had come.
void ask_to_end();

}  // namespace tessera::app
