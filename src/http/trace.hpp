// W3C Trace Context level 1: which trace a request belongs to.
#pragma once

#include <string>
#include <string_view>

#include <tessera/base/random.hpp>

namespace tessera::http {

// The trace id of a valid traceparent header (version 00), or a new one: 32 lower-case hex digits.
[[nodiscard]] std::string trace_id_of(const std::string* traceparent, Random& random);
// The header for an outgoing message: a new span under the trace.
[[nodiscard]] std::string render_traceparent(std::string_view trace_id, Random& random);

}  // namespace tessera::http
