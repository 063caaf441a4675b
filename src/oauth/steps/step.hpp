// The checks of an authorization request, in order. Each is one file and one pure function of the
// parameters, the client and now; it fills its part of the request or says what is wrong. The table
// says which endpoints run it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <tessera/base/clock.hpp>
#include <tessera/codec/form.hpp>
#include <tessera/jose/signer.hpp>
#include <tessera/oauth/authorize_request.hpp>
#include <tessera/oauth/client_directory.hpp>

namespace tessera::oauth::steps {

// Where a request comes in. The last two authenticate the client first and have no redirect URI.
enum class Entry : std::uint8_t { authorize, par, device, ciba };
using Entries = std::uint8_t;
[[nodiscard]] constexpr Entries to_bit(Entry entry) {
  return static_cast<Entries>(1U << static_cast<unsigned>(entry));
}

struct StepInput {
  // Of the request object if there is one: nothing outside of it counts (RFC 9101 6.3).
  const codec::Form& params;
  const ClientSnapshot& clients;
  const jose::Signer& signer;  // reads id_token_hint
  std::string_view issuer;
  TimePoint now;
  bool signed_object = false;  // params came in a request object of the client
};

// What the steps have found so far. A client that is set was authenticated before.
struct Draft {
  ClientRef client;
  AuthorizeRequest request;
};

struct StepError {
  std::string error;        // the code of the standard
  std::string description;  // ASCII
  std::string page;         // stable id of the page that tells it where nothing may be redirected
};
using Verdict = std::optional<StepError>;
using StepFunction = Verdict (*)(const StepInput&, Draft&);

struct Step {
  std::string_view name;
  StepFunction run;
  bool redirects;  // false: nothing may or can be returned by redirect yet, the error is a page
  Entries entries;
};

[[nodiscard]] std::span<const Step> table();

struct Refusal {
  StepError error;
  bool redirects = false;
};
// The steps of one entry in order; the first that refuses ends it.
[[nodiscard]] std::optional<Refusal> run(Entry entry, const StepInput& in, Draft& draft);

Verdict check_client(const StepInput& in, Draft& draft);
Verdict check_redirect_uri(const StepInput& in, Draft& draft);
Verdict take_state(const StepInput& in, Draft& draft);
Verdict check_response_mode(const StepInput& in, Draft& draft);
Verdict check_duplicates(const StepInput& in, Draft& draft);
Verdict check_pushed(const StepInput& in, Draft& draft);
Verdict check_signed(const StepInput& in, Draft& draft);
Verdict check_response_type(const StepInput& in, Draft& draft);
Verdict check_grant(const StepInput& in, Draft& draft);
Verdict check_scope(const StepInput& in, Draft& draft);
Verdict check_nonce(const StepInput& in, Draft& draft);
Verdict check_pkce(const StepInput& in, Draft& draft);
Verdict check_dpop_jkt(const StepInput& in, Draft& draft);
Verdict check_prompt(const StepInput& in, Draft& draft);
Verdict check_max_age(const StepInput& in, Draft& draft);
Verdict check_claims(const StepInput& in, Draft& draft);
Verdict check_acr(const StepInput& in, Draft& draft);
Verdict take_identity(const StepInput& in, Draft& draft);
Verdict check_id_token_hint(const StepInput& in, Draft& draft);
Verdict check_resource(const StepInput& in, Draft& draft);
Verdict check_details(const StepInput& in, Draft& draft);
Verdict take_hints(const StepInput& in, Draft& draft);

// Words separated by single spaces (RFC 6749 3.3), repeats left out.
[[nodiscard]] std::vector<std::string> split_words(std::string_view text);

}  // namespace tessera::oauth::steps
