// Progress and proofs as JSON: in a flow, and in the row of a session.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/array.hpp>

#include <tessera/authn/flow.hpp>

namespace tessera::authn {

[[nodiscard]] std::string render_progress(const FlowProgress& progress);
[[nodiscard]] std::optional<FlowProgress> parse_progress(std::string_view text);

}  // namespace tessera::authn
