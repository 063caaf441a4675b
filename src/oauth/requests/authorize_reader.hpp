// From what a browser brings to a checked request: the parameters, or the flow URL that they
// became.
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "oauth/refusal_log.hpp"
#include "oauth/requests/answer_writer.hpp"
#include "oauth/requests/request_source.hpp"

namespace tessera::oauth {

using Opened = std::expected<Flow, AuthorizeOutcome>;

// Whether a sealed request can travel in our own URLs, twice in that of the sign-in.
[[nodiscard]] bool fits_a_url(std::string_view sealed);

// Thread-safe.
class AuthorizeReader {
 public:
  AuthorizeReader(const OauthParts& parts, ClientKeys& keys, const AnswerWriter& answers)
      : parts_(parts), sources_(parts, keys), answers_(answers), refusals_(parts.journal) {}

  // What goes beyond the registration, and whatever else is refused, is an event.
  [[nodiscard]] Task<Opened> read(const codec::Form& params, const RequestContext& context);
  // A flow URL is only as good as its client is now: registration and status are checked again.
  [[nodiscard]] Task<Opened> open(std::string_view sealed, TimePoint now);
  [[nodiscard]] std::string flow_url(const AuthorizeRequest& request) const;

 private:
  [[nodiscard]] Task<Opened> check(const codec::Form& params, const ClientSnapshot& clients,
                                   bool signed_object, const RequestContext& context);
  [[nodiscard]] Task<Opened> refuse(const Flow& flow, std::string_view error,
                                    std::string_view description, const RequestContext& context);
  [[nodiscard]] Task<Opened> recheck(Flow flow, bool stale);
  // A request object that cannot be read: what stands beside it says where its error goes.
  [[nodiscard]] Task<Opened> refuse_outside(const steps::StepInput& in, steps::Draft draft,
                                            const steps::StepError& wrong,
                                            const RequestContext& context);

  OauthParts parts_;
  RequestSources sources_;
  const AnswerWriter& answers_;
  RefusalLog refusals_;
};

}  // namespace tessera::oauth
