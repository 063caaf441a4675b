select distinct reviewer from campaign_item where campaign = $1::uuid and decided is null and reviewer is not null
