#include <tessera/authn/code_gateway.hpp>

namespace tessera::authn {

std::optional<std::string> refuse_gateway(const GatewayFacts& facts, bool unknown_is_settled) {
  if (!facts.configured) return "not_configured";
  if (!facts.number_validated) return "number_not_validated";
  if (!facts.unrestricted_way) return "no_unrestricted_way";
  if (facts.number == NumberState::changed_lately) return "number_changed";
  if (facts.number == NumberState::unknown && !unknown_is_settled) return "number_unknown";
  return std::nullopt;
}

}  // namespace tessera::authn
