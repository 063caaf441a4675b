// What a person prepares so that recovery works: look-up codes, a saved code, a second address,
// recovery contacts (requirements 4.5, 4.6). The caller has seen to the level of the session.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tessera/authn/recovery_rules.hpp>
#include <tessera/authn/session.hpp>
#include <tessera/base/error.hpp>
#include <tessera/base/request_context.hpp>
#include <tessera/base/secret.hpp>
#include <tessera/base/task.hpp>

namespace tessera::authn {

struct CodesStatus {
  bool lookup = false;  // there is a sheet
  int lookup_left = 0;
  std::optional<TimePoint> lookup_made;
  bool saved = false;
  std::optional<TimePoint> saved_made;
};
struct ContactView {
  Uuid id;
  std::string name;
  std::string mail;
  bool confirmed = false;
};
struct AddressView {
  std::string mail;
  bool second = false;      // the person's own: may be removed
  bool restricted = false;  // a number: the person is warned
};
struct NewContact {
  std::string name;
  std::string mail;
  std::string known_as;
};
// What the page of a contact shows.
struct ContactInvitation {
  std::string known_as;
  bool confirmed = false;
};
struct HelpRequest {
  std::string known_as;
  bool answered = false;  // the code was shown already
};

class RecoverySetup {
 public:
  virtual ~RecoverySetup() = default;

  [[nodiscard]] virtual Task<CodesStatus> codes(const Uuid& person) = 0;
  // Replaces the sheet as a whole; shown once. Errc::forbidden "codes.level" below aal2.
  [[nodiscard]] virtual Task<Result<std::vector<Secret>>> make_lookup_codes(
      const Session& session, const RequestContext& context) = 0;
  [[nodiscard]] virtual Task<Result<Secret>> make_saved_code(const Session& session,
                                                             const RequestContext& context) = 0;

  [[nodiscard]] virtual Task<std::vector<AddressView>> addresses(const Uuid& person) = 0;
  // Mails a code to it; "address.invalid", "address.known"; Errc::rate_limited "address.too_many".
  [[nodiscard]] virtual Task<Result<void>> offer_address(const Session& session, std::string mail,
                                                         const RequestContext& context) = 0;
  // "address.wrong_code"; Errc::rate_limited "sign_in.throttled".
  [[nodiscard]] virtual Task<Result<void>> confirm_address(const Session& session,
                                                           std::string_view typed,
                                                           const RequestContext& context) = 0;
  [[nodiscard]] virtual Task<Result<void>> remove_address(const Session& session,
                                                          const RequestContext& context) = 0;

  // There is a gateway to numbers (code_gateway.hpp).
  [[nodiscard]] virtual bool takes_numbers() const = 0;
  // Sends a code to the number. "number.invalid", "number.known"; Errc::conflict
  // "number.no_other_way": nothing that is not restricted leads back; Errc::rate_limited
  // "address.too_many".
  [[nodiscard]] virtual Task<Result<void>> offer_number(const Session& session,
                                                        std::string_view typed,
                                                        const RequestContext& context) = 0;
  // As confirm_address; Errc::conflict "number.shared": too many accounts have it.
  [[nodiscard]] virtual Task<Result<void>> confirm_number(const Session& session,
                                                          std::string_view typed,
                                                          const RequestContext& context) = 0;
  [[nodiscard]] virtual Task<Result<void>> remove_number(const Session& session,
                                                         const RequestContext& context) = 0;

  [[nodiscard]] virtual Task<std::vector<ContactView>> contacts(const Uuid& person) = 0;
  // "contact.name", "contact.mail", "contact.known_as"; Errc::conflict "contact.too_many".
  [[nodiscard]] virtual Task<Result<void>> add_contact(const Session& session, NewContact contact,
                                                       const RequestContext& context) = 0;
  [[nodiscard]] virtual Task<Result<void>> remove_contact(const Session& session,
                                                          const Uuid& contact,
                                                          const RequestContext& context) = 0;

  // The links of mails. nullopt and Errc::gone "contact.link": not ours, or over.
  [[nodiscard]] virtual Task<std::optional<ContactInvitation>> look_at_invitation(
      std::string_view id, std::string_view ticket) = 0;
  [[nodiscard]] virtual Task<Result<void>> accept_invitation(std::string_view id,
                                                             std::string_view ticket,
                                                             const RequestContext& context) = 0;
  [[nodiscard]] virtual Task<std::optional<HelpRequest>> look_at_help(std::string_view id,
                                                                      std::string_view ticket,
                                                                      TimePoint now) = 0;
  // The code to pass on; made now, shown once.
  [[nodiscard]] virtual Task<Result<Secret>> give_help(std::string_view id, std::string_view ticket,
                                                       const RequestContext& context) = 0;

  // Ways back besides an authenticator.
  [[nodiscard]] virtual Task<RecoverySet> recovery_set(const Uuid& person) = 0;
};

}  // namespace tessera::authn
