// Approvals signed by passkeys (docs/adr/0039): access declares what it needs, this room knows
// authenticators.
#pragma once

#include <memory>

#include <tessera/access/approval_ports.hpp>
#include <tessera/access/approval_verifier.hpp>
#include <tessera/authn/notices.hpp>
#include <tessera/authn/passkeys.hpp>
#include <tessera/crypto/keyring.hpp>

namespace tessera::authn {

// All arguments must outlive what is made of them.
[[nodiscard]] std::unique_ptr<access::ApprovalSignatures> make_approval_signatures(
    const PasskeyPorts& ports, const PasskeyOptions& options);

// Counts the approvers of role grants, at each load of an actor. What was verified is remembered by
// the content of the rows, so that another row is another question.
[[nodiscard]] std::unique_ptr<access::ApprovalVerifier> make_approval_verifier(
    access::ApprovalStore& store, const crypto::KeyringHolder& keys,
    const webauthn::RelyingParty& party);

[[nodiscard]] std::unique_ptr<access::ApprovalNotices> make_approval_notices(
    Notices& notices, std::string public_url);

}  // namespace tessera::authn
