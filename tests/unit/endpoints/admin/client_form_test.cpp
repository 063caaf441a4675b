// The form for the whole registration of a client: what it shows comes back as it was.
#include "endpoints/admin/client_form.hpp"

#include <gtest/gtest.h>
#include <boost/json/serialize.hpp>

#include <tessera/oauth/grant_types.hpp>

namespace tessera::endpoints::admin {
namespace {

const std::vector<std::string> kLocales{"en", "de"};

using Fields = std::vector<std::pair<std::string, std::string>>;

void put(Fields& fields, const ui::Choices& group) {
  for (const auto& item : group.items) {
    if (item.selected) fields.emplace_back(group.name, item.value);
  }
}

// As a browser sends it.
Fields fields_of(const oauth::ClientRegistration& r) {
  ui::ClientFormPage page;
  fill_client_form(page, r, kLocales, 2);
  Fields fields;
  for (const auto& section : page.sections) {
    for (const auto& input : section.inputs) fields.emplace_back(input.name, input.value);
    for (const auto& group : section.choices) put(fields, group);
    for (const auto& group : section.checks) put(fields, group);
  }
  for (const auto& row : page.claims) {
    put(fields, row.claim);
    if (fields.back().first != row.claim.name) fields.emplace_back(row.claim.name, "");
    fields.emplace_back(row.purpose.name, row.purpose.value);
    put(fields, row.basis);
  }
  return fields;
}

oauth::ClientRegistration full() {
  oauth::ClientRegistration r{.name = "Parking", .owner = "City", .contacts = {"a@city.test"}};
  r.grant_types = {"authorization_code", "urn:openid:params:grant-type:ciba",
                   std::string(oauth::kTokenExchangeGrant)};
  r.claims = {{"email", "to send it", "consent"}};
  r.minimum_ial = Ial::ial2;
  r.minimum_acr = Acr::aal3;
  r.audiences = {"https://records.test/"};
  r.served_audiences = {"https://api.test/", "https://api2.test/"};
  r.role_filter = {"registrar"};
  r.role_claims = {"roles", "entitlements"};
  r.role_claims_in = {"userinfo"};
  r.permission_namespace = "permits";
  r.resource_types = {{"permit", "read extend:own", "payer", ""}, {"fee", "waive", "", "assured"}};
  r.authorization_details_types = {"record_access"};
  r.redirect_uris = {"https://portal.test/cb"};
  r.backchannel_token_delivery_mode = "ping";
  r.backchannel_client_notification_endpoint = "https://portal.test/ping";
  r.backchannel_authentication_request_signing_alg = crypto::SignAlg::es256;
  r.token_exchange_subject_clients = {"11111111-1111-4111-8111-111111111111"};
  r.token_exchange_audiences = {"https://records.test/"};
  r.may_act = {"22222222-2222-4222-8222-222222222222"};
  return r;
}

TEST(ClientForm, WhatItShowsComesBackAsItWas) {
  for (const auto& r : {oauth::ClientRegistration{.name = "Plain"}, full()}) {
    const auto form = codec::Form::parse(codec::encode_form(fields_of(r)));
    ASSERT_TRUE(form);
    const auto read = read_client_form(*form, r, kLocales);
    ASSERT_TRUE(read) << read.error().fields.front().field << " " << read.error().fields.front().id;
    EXPECT_EQ(boost::json::serialize(oauth::to_json(*read)),
              boost::json::serialize(oauth::to_json(r)));
  }
}

TEST(ClientForm, AnEmptyChoiceTakesItAway) {
  auto fields = fields_of(full());
  for (auto& [name, value] : fields) {
    if (name == "backchannel_authentication_request_signing_alg" || name == "served_audiences" ||
        name == "minimum_acr" || name == "backchannel_token_delivery_mode")
      value.clear();
    if (name == "minimum_ial") value = "none";
  }
  const auto read =
      read_client_form(*codec::Form::parse(codec::encode_form(fields)), full(), kLocales);
  ASSERT_TRUE(read);
  EXPECT_FALSE(read->backchannel_authentication_request_signing_alg);
  EXPECT_TRUE(read->served_audiences.empty());
  EXPECT_TRUE(read->backchannel_token_delivery_mode.empty());
  EXPECT_EQ(read->minimum_ial, Ial::none);
  EXPECT_EQ(read->minimum_acr, Acr::none);
}

TEST(ClientForm, ResourceTypesAreLines) {
  const auto read = read_resource_types("permit:  read  extend:own ,owner payer, assured\n\nfee\n");
  ASSERT_EQ(read.size(), 2u);
  EXPECT_EQ(read[0], (boost::json::object{{"type", "permit"},
                                          {"actions", "read  extend:own"},
                                          {"owner", "payer"},
                                          {"sign_in", "assured"}}));
  EXPECT_EQ(read[1], (boost::json::object{{"type", "fee"}})) << "refused by the registration";
  EXPECT_EQ(form_field("/resource_types/1/actions"), "resource_types");
}

}  // namespace
}  // namespace tessera::endpoints::admin
