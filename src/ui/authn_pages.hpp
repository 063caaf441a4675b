// Models of the sign-in and sign-out pages.
#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include <tessera/ui/components.hpp>
#include <tessera/ui/page.hpp>

namespace tessera::ui {

// Of the portal that the person comes from; each may be empty.
struct PortalLinks {
  std::string logo_path;  // of ours
  std::string policy_url;
  std::string tos_url;
};

// What every step of a sign-in has: where it posts to, the other ways, and the way out.
struct SignInStepParts {
  SafeUrl action = SafeUrl::local("/sign-in");
  bool known = false;                  // somebody was proven, and may be the wrong one
  std::vector<std::string> ways = {};  // words of the methods that could be chosen instead
  std::vector<FieldMessage> errors = {};

  [[nodiscard]] Data data() const;
};

// What a passkey prompt needs; no options: passkeys are not offered on this page.
struct PasskeySlot {
  std::string options;    // JSON for navigator.credentials.get
  std::string challenge;  // sealed; comes back
};
// For the partial passkey_form. main: it is what the page is about.
void put_passkey(Data& data, const PasskeySlot& slot, bool main);

struct SignInPage {
  static constexpr std::string_view kTemplate = "sign_in";
  SignInStepParts step;
  std::string client_name;  // or empty
  PortalLinks portal;
  std::string username;  // as typed, or the hint
  bool known = false;    // who it is was proven already: the password only
  bool again = false;    // somebody is signed in and has to confirm
  PasskeySlot passkey = {};
  bool certificate = false;  // smart cards are offered
  struct Work {
    std::string challenge;  // for the script of the page; empty: none
    int bits = 0;
  };
  Work work = {};

  [[nodiscard]] Data data() const;
};

// A code of an app or of a sheet.
struct SignInCodePage {
  static constexpr std::string_view kTemplate = "sign_in_code";
  SignInStepParts step;
  std::string method = "totp";

  [[nodiscard]] Data data() const;
};

struct SignInPasskeyPage {
  static constexpr std::string_view kTemplate = "sign_in_passkey";
  SignInStepParts step;
  PasskeySlot passkey;

  [[nodiscard]] Data data() const;
};

struct SignInCertificatePage {
  static constexpr std::string_view kTemplate = "sign_in_certificate";
  SignInStepParts step;

  [[nodiscard]] Data data() const;
};

// What the level needs and the person does not have.
struct SignInMissingPage {
  static constexpr std::string_view kTemplate = "sign_in_missing";
  SignInStepParts step;
  std::vector<std::string> lacking;  // words of the methods that would do

  [[nodiscard]] Data data() const;
};

// One page for whatever interrupted a sign-in, with a way back that works.
struct SignInProblemPage {
  static constexpr std::string_view kTemplate = "sign_in_problem";
  std::string error_id;  // stable, for machines
  std::string text_id;
  SafeUrl again = SafeUrl::local("/account");

  [[nodiscard]] Data data() const {
    return {{"error_id", error_id}, {"text_id", text_id}, {"again_path", again.text()}};
  }
};

struct SignOutPage {
  static constexpr std::string_view kTemplate = "sign_out";
  [[nodiscard]] Data data() const { return {}; }
};

struct SignedOutPage {
  static constexpr std::string_view kTemplate = "signed_out";
  [[nodiscard]] Data data() const { return {}; }
};

}  // namespace tessera::ui
