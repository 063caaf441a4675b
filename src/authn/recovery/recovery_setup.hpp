// RecoverySetup over people and stores.
#pragma once

#include <utility>

#include <tessera/authn/recovery_setup.hpp>

#include "authn/recovery/recovery.hpp"

namespace tessera::authn {

class Setup final : public RecoverySetup {
 public:
  explicit Setup(RecoveryParts parts) : p_(std::move(parts)) {}

  [[nodiscard]] Task<CodesStatus> codes(const Uuid& person) override;
  [[nodiscard]] Task<Result<std::vector<Secret>>> make_lookup_codes(
      const Session& session, const RequestContext& context) override;
  [[nodiscard]] Task<Result<Secret>> make_saved_code(const Session& session,
                                                     const RequestContext& context) override;
  [[nodiscard]] Task<std::vector<AddressView>> addresses(const Uuid& person) override;
  [[nodiscard]] Task<Result<void>> offer_address(const Session& session, std::string mail,
                                                 const RequestContext& context) override;
  [[nodiscard]] Task<Result<void>> confirm_address(const Session& session, std::string_view typed,
                                                   const RequestContext& context) override;
  [[nodiscard]] Task<Result<void>> remove_address(const Session& session,
                                                  const RequestContext& context) override;
  [[nodiscard]] bool takes_numbers() const override { return p_.gateway.on; }
  [[nodiscard]] Task<Result<void>> offer_number(const Session& session, std::string_view typed,
                                                const RequestContext& context) override;
  [[nodiscard]] Task<Result<void>> confirm_number(const Session& session, std::string_view typed,
                                                  const RequestContext& context) override;
  [[nodiscard]] Task<Result<void>> remove_number(const Session& session,
                                                 const RequestContext& context) override;
  [[nodiscard]] Task<std::vector<ContactView>> contacts(const Uuid& person) override;
  [[nodiscard]] Task<Result<void>> add_contact(const Session& session, NewContact contact,
                                               const RequestContext& context) override;
  [[nodiscard]] Task<Result<void>> remove_contact(const Session& session, const Uuid& contact,
                                                  const RequestContext& context) override;
  [[nodiscard]] Task<std::optional<ContactInvitation>> look_at_invitation(
      std::string_view id, std::string_view ticket) override;
  [[nodiscard]] Task<Result<void>> accept_invitation(std::string_view id, std::string_view ticket,
                                                     const RequestContext& context) override;
  [[nodiscard]] Task<std::optional<HelpRequest>> look_at_help(std::string_view id,
                                                              std::string_view ticket,
                                                              TimePoint now) override;
  [[nodiscard]] Task<Result<Secret>> give_help(std::string_view id, std::string_view ticket,
                                               const RequestContext& context) override;
  [[nodiscard]] Task<RecoverySet> recovery_set(const Uuid& person) override;

 private:
  struct Ask {
    IssuedCode code;
    ContactCard card;
  };
  // A code by which the person shows that what was typed is his.
  [[nodiscard]] Task<Result<IssuedCode>> make_code(Uuid person, IssuedCodeKind kind,
                                                   std::string address, Secret code, Duration life,
                                                   const RequestContext& context);
  // The address or number whose code was typed; the code is used up.
  [[nodiscard]] Task<Result<std::string>> take_typed(const Session& session, IssuedCodeKind kind,
                                                     std::string_view typed,
                                                     const RequestContext& context);
  [[nodiscard]] Task<bool> bind_codes(Uuid person, AuthenticatorKind kind,
                                      std::vector<Secret> codes, const RequestContext& context);
  [[nodiscard]] Task<std::optional<Ask>> find_help(std::string_view id, std::string_view ticket,
                                                   TimePoint now);
  RecoveryParts p_;
};

// Of what the person does in a session.
[[nodiscard]] audit::Event own_event(std::string type, const Uuid& person,
                                     const RequestContext& context);

}  // namespace tessera::authn
