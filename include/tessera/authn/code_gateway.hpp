// Codes by text message or push, through a gateway of the operator. The public telephone network is
// a restricted authenticator (SP 800-63B-4 3.1.3.3, 3.2.13; requirements 4.5): codes go by it only
// beside a way that is not restricted, the person is warned, and a number that changed hands lately
// gets none. Off unless it is configured.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include <tessera/base/clock.hpp>
#include <tessera/base/error.hpp>
#include <tessera/base/secret.hpp>
#include <tessera/base/task.hpp>

namespace tessera::authn {

struct GatewayCode {
  std::string channel;  // "sms", "push": what the gateway makes of it
  std::string number;   // E.164
  Secret code;
  std::string locale;
  TimePoint expires;
};

// What is known of a number: whether its SIM or its network changed.
enum class NumberState { settled, changed_lately, unknown };

class CodeGateway {
 public:
  virtual ~CodeGateway() = default;
  [[nodiscard]] virtual Task<NumberState> check_number(std::string number) = 0;
  // An error is final; what may get better throws Unavailable.
  [[nodiscard]] virtual Task<Result<void>> send(GatewayCode code) = 0;
};

inline constexpr minutes kGatewayCodeLife{10};  // requirements 4.6: issued code by phone

struct GatewayPolicy {
  bool on = false;
  std::string channel = "sms";
  bool unknown_is_settled = false;  // numbers of which nothing is known get codes too
};
// An address with a validated number gets its codes by the gateway as well, as a message
// "gateway_code" of the outbox: a box under "secret_box" with {"channel","to","code","locale",
// "expires"}.
struct GatewayFacts {
  bool configured = false;
  bool number_validated = false;
  bool unrestricted_way = false;  // an address, a saved code or a contact is there as well
  NumberState number = NumberState::unknown;
};
// E.164: "+" and 8 to 15 digits, however it is typed. nullopt: none.
[[nodiscard]] std::optional<std::string> normalise_number(std::string_view typed);
// nullopt: send it. Else the reason, for the journal.
[[nodiscard]] std::optional<std::string> refuse_gateway(const GatewayFacts& facts,
                                                        bool unknown_is_settled);

}  // namespace tessera::authn
