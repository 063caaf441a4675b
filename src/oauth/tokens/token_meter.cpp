#include "oauth/tokens/token_meter.hpp"

namespace tessera::oauth {
namespace {

runtime::Counter& counter_of(std::string_view grant, const std::string& type) {
  return runtime::counter("tessera_tokens_issued_total", "Tokens given by the token endpoint",
                          {{"grant", std::string(grant)}, {"type", type}});
}

// A quote inside a value is escaped, so this is a member.
bool has(std::string_view answer, std::string_view member) {
  return answer.find(member) != std::string_view::npos;
}

}  // namespace

TokenMeter::TokenMeter(std::string_view grant)
    : access_(counter_of(grant, "access_token")),
      id_(counter_of(grant, "id_token")),
      refresh_(counter_of(grant, "refresh_token")) {}

void TokenMeter::count(std::string_view answer) {
  access_.add();
  if (has(answer, "\"id_token\":")) id_.add();
  if (has(answer, "\"refresh_token\":")) refresh_.add();
}

}  // namespace tessera::oauth
