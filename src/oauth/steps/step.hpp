// The checks of an authorization request, in order. Each is one file and one pure function of the
// parameters, the client and now; it fills its part of the request or says what is wrong.
#pragma once

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

struct StepInput {
  const codec::Form& params;
  const ClientSnapshot& clients;
  const jose::Signer& signer;  // reads id_token_hint
  std::string_view issuer;
  TimePoint now;
};

// What the steps have found so far.
struct Draft {
  ClientRef client;
  AuthorizeRequest request;
};

// error is the code of the standard; page_id the stable id of a page when nothing may be
// redirected.
struct StepError {
  std::string error;
  std::string description;
};
using Verdict = std::optional<StepError>;
using StepFunction = Verdict (*)(const StepInput&, Draft&);

struct Step {
  std::string_view name;
  StepFunction run;
  bool redirects;  // false: the redirect URI is not trusted yet, the error is a page
};

[[nodiscard]] std::span<const Step> table();

Verdict check_client(const StepInput& in, Draft& draft);
Verdict check_redirect_uri(const StepInput& in, Draft& draft);
Verdict take_state(const StepInput& in, Draft& draft);
Verdict check_response_mode(const StepInput& in, Draft& draft);
Verdict check_duplicates(const StepInput& in, Draft& draft);
Verdict check_request_object(const StepInput& in, Draft& draft);
Verdict check_response_type(const StepInput& in, Draft& draft);
Verdict check_grant(const StepInput& in, Draft& draft);
Verdict check_scope(const StepInput& in, Draft& draft);
Verdict check_pkce(const StepInput& in, Draft& draft);
Verdict check_prompt(const StepInput& in, Draft& draft);
Verdict check_max_age(const StepInput& in, Draft& draft);
Verdict check_claims(const StepInput& in, Draft& draft);
Verdict check_acr(const StepInput& in, Draft& draft);
Verdict check_id_token_hint(const StepInput& in, Draft& draft);
Verdict take_hints(const StepInput& in, Draft& draft);

// Words separated by single spaces (RFC 6749 3.3), repeats left out.
[[nodiscard]] std::vector<std::string> split_words(std::string_view text);

}  // namespace tessera::oauth::steps
