// Decisions for portals: the policy decision point of the OpenID AuthZEN Authorization API 1.0. A
// portal asks as itself, about resource types that are registered for it and about people by the
// subjects that it knows (docs/adr/0044).
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>

#include <tessera/base/error.hpp>
#include <tessera/base/request_context.hpp>
#include <tessera/base/task.hpp>
#include <tessera/oauth/client_directory.hpp>
#include <tessera/oauth/token_verifier.hpp>

namespace tessera::oauth {

inline constexpr std::string_view kAuthzenScope = "authzen:evaluate";
inline constexpr std::size_t kMostEvaluations = 50;  // in one request

class DecisionPoint {
 public:
  virtual ~DecisionPoint() = default;
  // Who asks, by an access token of client_credentials. Errors: invalid_token, insufficient_scope,
  // and those of TokenVerifier::verify_presented.
  [[nodiscard]] virtual Task<Result<ClientRef>> authorize(const PresentedToken& token,
                                                          const RequestContext& context) = 0;
  // One decision (6), or several (7): the JSON of the answer. Errc::invalid if the request is not
  // one; Errc::rate_limited.
  [[nodiscard]] virtual Task<Result<std::string>> evaluate(const ClientEntry& client,
                                                           const boost::json::object& request,
                                                           const RequestContext& context) = 0;
  [[nodiscard]] virtual Task<Result<std::string>> evaluate_all(const ClientEntry& client,
                                                               const boost::json::object& request,
                                                               const RequestContext& context) = 0;
  // What somebody may do to a resource (8.6).
  [[nodiscard]] virtual Task<Result<std::string>> search_actions(const ClientEntry& client,
                                                                 const boost::json::object& request,
                                                                 const RequestContext& context) = 0;
};

inline constexpr std::string_view kDecisionPointPath = "/.well-known/authzen-configuration";
// The metadata (9), ready to send.
[[nodiscard]] std::string decision_point_document(std::string_view issuer);

}  // namespace tessera::oauth
