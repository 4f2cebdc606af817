-- Every event of the keyed feed: where and when it was, and which released figures count it.
select event_key, event_month, latitude, longitude, area_row, {cells}, slot, sets{kinds} from keyed
