// Proofs as JSON, as sessions keep them.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

#include <tessera/authn/levels.hpp>

namespace tessera::authn {

[[nodiscard]] boost::json::object to_json(const Proof& proof);
[[nodiscard]] std::optional<Proof> parse_proof(const boost::json::object& o);
[[nodiscard]] std::string render_proofs(std::span<const Proof> proofs);
// What is not readable is left out: it proves nothing.
[[nodiscard]] std::vector<Proof> parse_proofs(std::string_view text);

}  // namespace tessera::authn
