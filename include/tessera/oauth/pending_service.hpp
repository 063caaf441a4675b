// The person's side of requests that something else polls for (RFC 8628 3.3, CIBA 8): sign in, see
// who asks for what, approve or deny.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <tessera/authn/session.hpp>
#include <tessera/base/error.hpp>
#include <tessera/base/request_context.hpp>
#include <tessera/base/task.hpp>
#include <tessera/oauth/authorize_service.hpp>

namespace tessera::oauth {

// The page that asks; one of the two texts is set.
struct AskApproval {
  AskConsent consent;
  std::string user_code;        // of a device: the person compares it
  std::string binding_message;  // of a backchannel request, or empty there too
  bool device = false;
};
struct PendingAnswered {
  std::string client_name;
  bool approved = false;
  bool device = false;
};
// Nothing to answer; the id is that of the text: "pending.gone", "pending.other_person" ...
struct PendingRefused {
  std::string id;
};
using PendingOutcome = std::variant<GoTo, AskApproval, PendingAnswered, PendingRefused>;

// One line of the list of backchannel requests.
struct WaitingRequest {
  std::string client_name;
  std::string binding_message;
  TimePoint expires;
  std::string path;  // of the page that asks
};

inline constexpr std::string_view kDevicePath = "/device";
inline constexpr std::string_view kDeviceConfirmPath = "/device/confirm";
inline constexpr std::string_view kRequestsPath = "/account/requests";
inline constexpr std::string_view kRequestConfirmPath = "/account/requests/confirm";

class PendingService {
 public:
  virtual ~PendingService() = default;
  // A user code was typed in: the path of the page that asks. Errors: "device.code_unknown" (also
  // for one that expired or was used), "device.too_many" (rate_limited: by address and by person).
  [[nodiscard]] virtual Task<Result<std::string>> enter_code(
      std::string_view user_code, const std::optional<authn::Session>& session,
      const RequestContext& context) = 0;
  [[nodiscard]] virtual Task<std::vector<WaitingRequest>> waiting(
      const Uuid& person, const RequestContext& context) = 0;
  // GET and POST of the page that asks; sealed is its `request`. The page is shown even to those
  // who consented before: the start of the request was not seen by this browser (RFC 8628 5.4).
  [[nodiscard]] virtual Task<PendingOutcome> show(std::string_view sealed,
                                                  const std::optional<authn::Session>& session,
                                                  const RequestContext& context) = 0;
  [[nodiscard]] virtual Task<PendingOutcome> answer(std::string_view sealed, bool accepted,
                                                    const std::optional<authn::Session>& session,
                                                    const RequestContext& context) = 0;
};

}  // namespace tessera::oauth
